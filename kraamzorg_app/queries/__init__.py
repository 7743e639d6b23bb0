"""SELECTs; what an actor may see comes from `entries.visible_to(actor)` alone."""
