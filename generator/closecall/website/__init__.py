"""The one room that knows MkDocs: the theme's shell around the pages, and the build of a site."""
