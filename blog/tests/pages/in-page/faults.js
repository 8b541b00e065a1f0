// Look at the open page as WCAG 2.2 does; gives sentences that say what is wrong.
;(() => {
  const faults = []
  const all = selector => [...document.querySelectorAll(selector)]
  const visible = element => element.checkVisibility() && element.getClientRects().length > 0

  if (document.documentElement.scrollWidth > window.innerWidth) faults.push('the page scrolls sideways')
  if (all('h1').length !== 1) faults.push('not exactly one h1')
  for (const landmark of ['header', 'nav', 'main', 'footer']) {
    if (all(landmark).length === 0) faults.push(`no ${landmark}`)
  }
  const ids = all('[id]').map(element => element.id)
  for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) faults.push(`two elements with the id ${id}`)
  for (const control of all('input:not([type=hidden]), textarea')) {
    if (control.labels.length === 0) faults.push(`no label: ${control.id}`)
  }
  for (const target of all('a, button, input:not([type=hidden])')) {
    const { width, height } = target.getBoundingClientRect()
    const exempt = target.closest('.prose') !== null || target.classList.contains('skip') // WCAG 2.5.8: inline
    if (visible(target) && !exempt && (width < 24 || height < 24)) faults.push(`small target: ${target.outerHTML}`)
  }
  if (all('[style], [onclick], style').length > 0) faults.push('inline style or handler')
  return faults
})()
