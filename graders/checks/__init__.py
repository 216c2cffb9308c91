"""What a check can ask for: plain functions that raise one ``Failure`` and say nothing when all is well."""
