// The store: filled in by the files beside this one.
