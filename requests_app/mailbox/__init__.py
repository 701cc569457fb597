"""E-mail in: what people write to the portal instead of opening it.

`reading` makes a `Letter` of bytes and knows no rows. Around it: `fetching`, `lmtp` and two commands bring letters,
`storing` keeps them, `processing` deals with them by the rules of `deciding`.
"""
