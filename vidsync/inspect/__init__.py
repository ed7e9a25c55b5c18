"""Looking at a mouth before it is animated: everything about it on one time axis.

`picture` draws it, `page` makes an HTML page of the picture that plays. What is drawn is
decided by the lip-sync.
"""
