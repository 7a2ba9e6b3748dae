"""Sends the receipt to the customer."""


def handle(event, _context):
    return {"sent": event["receipt"]}
