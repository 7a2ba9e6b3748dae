"""Sets the lines of an order aside."""


def handle(event, _context):
    return {"reservation": f"reservation-{event['orderId']}"}
