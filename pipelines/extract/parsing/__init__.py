"""One pass over a page, then what it hides until a script uncovers it: text -> Tree."""
