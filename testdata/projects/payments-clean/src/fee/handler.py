"""The fee of a payment in cents."""

BASIS_POINTS = {"standard": 140, "volume": 90}


def handle(event, _context):
    rate = BASIS_POINTS.get(event["schedule"], BASIS_POINTS["standard"])
    return {"fee": event["amount"] * rate // 10_000}
