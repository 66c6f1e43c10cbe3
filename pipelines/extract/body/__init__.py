"""Where the article is: the element that holds it, what else belongs to it, what looks like one and is not."""
