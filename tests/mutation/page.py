def write(book): pass
