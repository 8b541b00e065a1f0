// Count the characters on the longest line of the first paragraph of the open post.
;(() => {
  const node = document.querySelector('.prose > p').firstChild
  const lines = new Map()
  const range = document.createRange()
  for (let at = 0; at < node.length; at++) {
    range.setStart(node, at)
    range.setEnd(node, at + 1)
    const line = Math.round(range.getBoundingClientRect().bottom / 8)
    lines.set(line, (lines.get(line) ?? 0) + 1)
  }
  return Math.max(...lines.values())
})()
