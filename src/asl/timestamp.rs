//! Moments as the language wants them written: RFC 3339 with an upper-case `T`, and an upper-case `Z`
//! where the zone is UTC (specification, "Timestamps"; refusals of the service were measured).

/// What is wrong with a text that should be a timestamp, in words that follow a colon.
pub fn check(text: &str) -> Result<(), &'static str> {
    let Some((date, time)) = text.split_once('T') else {
        return Err("there is no upper-case `T` between date and time");
    };
    check_date(date)?;
    let Some(zone) = time.find(['Z', 'z', '+', '-']) else { return Err("the time zone is missing") };
    let (clock, zone) = time.split_at(zone);
    check_clock(clock)?;
    check_zone(zone)
}

fn check_date(date: &str) -> Result<(), &'static str> {
    const FAULT: &str = "the date is not year, month and day as in `2026-03-14`";
    let [year, month, day] = numbers(date, '-', [4, 2, 2]).ok_or(FAULT)?;
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 if is_leap => 29,
        2 => 28,
        _ => 31,
    };
    match (1..=12).contains(&month) && (1..=days).contains(&day) {
        true => Ok(()),
        false => Err("there is no such day in the calendar"),
    }
}

fn check_clock(clock: &str) -> Result<(), &'static str> {
    const FAULT: &str = "the time is not hour, minute and second as in `01:59:00`";
    let (whole, fraction) =
        clock.split_once('.').map_or((clock, None), |(whole, fraction)| (whole, Some(fraction)));
    if fraction.is_some_and(|digits| digits.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_digit()))
    {
        return Err("the fraction of the second is not made of digits");
    }
    let [hour, minute, second] = numbers(whole, ':', [2, 2, 2]).ok_or(FAULT)?;
    // RFC 3339 knows leap seconds.
    match hour < 24 && minute < 60 && second <= 60 {
        true => Ok(()),
        false => Err("no clock shows such a time"),
    }
}

fn check_zone(zone: &str) -> Result<(), &'static str> {
    if zone == "Z" {
        return Ok(());
    }
    let offset = zone.strip_prefix(['+', '-']).and_then(|offset| numbers(offset, ':', [2, 2]));
    match offset {
        Some([hour, minute]) if hour < 24 && minute < 60 => Ok(()),
        _ => Err("the time zone is neither `Z` nor an offset such as `+01:00`"),
    }
}

/// Numbers of so many digits each, with a sign between them.
fn numbers<const N: usize>(text: &str, sign: char, digits: [usize; N]) -> Option<[u32; N]> {
    let mut parts = text.split(sign);
    let mut numbers = [0; N];
    for (number, digits) in numbers.iter_mut().zip(digits) {
        let part =
            parts.next().filter(|part| part.len() == digits && part.bytes().all(|b| b.is_ascii_digit()))?;
        *number = part.parse().ok()?;
    }
    parts.next().is_none().then_some(numbers)
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn what_the_service_takes_and_refuses() {
        let taken = [
            "2026-03-14T01:59:00Z",
            "1999-12-31T23:59:60Z",
            "2024-02-29T00:00:00.123456789+05:30",
            "2026-03-14T01:59:00.5-11:00",
        ];
        for text in taken {
            assert_eq!(check(text), Ok(()), "{text}");
        }
        let refused = [
            "",
            "tomorrow",
            "2026-03-14",
            "2026-03-14 01:59:00Z",
            "2026-03-14t01:59:00Z",
            "2026-03-14T01:59:00z",
            "2026-03-14T01:59:00",
            "2026-13-14T01:59:00Z",
            "2026-02-29T01:59:00Z",
            "2026-03-14T25:59:00Z",
            "2026-03-14T01:59Z",
            "05-12-2016T01:59:00Z",
            "2026-03-14T01:59:00.Z",
            "2026-03-14T01:59:00+0100",
            "{% $now() %}",
        ];
        for text in refused {
            assert!(check(text).is_err(), "{text}");
        }
    }
}
