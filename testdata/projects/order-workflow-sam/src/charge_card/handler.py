"""Charges the card; the order's id makes a second call harmless."""


def handle(event, _context):
    return {"receipt": f"receipt-{event['orderId']}"}
