"""Rules: from what people write to what the contract allows and makes sense."""
