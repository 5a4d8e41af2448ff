"""Pages and components: pure functions from plain values to Dash component trees."""
