"""The window itself: application, columns, menu, notices, settings and all that ties the other rooms together."""
