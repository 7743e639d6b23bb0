"""What people see: pages, and the guard that every event passes."""
