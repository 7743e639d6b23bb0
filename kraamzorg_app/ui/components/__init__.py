"""The parts that pages are built of: semantic HTML through `rx.el`."""
