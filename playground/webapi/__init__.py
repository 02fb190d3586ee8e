"""The Web API methods, one module per family; `dispatch` is the way in."""
