"""The site: application factory, routes, server-side rendering and the command line."""
