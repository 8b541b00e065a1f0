import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'

const css = readFileSync(new URL('../../web/assets/site.css', import.meta.url), 'utf8')

/** The colours of the first block that sets them: light, or dark inside its media query. */
function palette(from: string): Record<string, string> {
  const block = css.slice(css.indexOf(from))
  const pairs = [...block.slice(0, block.indexOf('}')).matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)]
  return Object.fromEntries(pairs.map(([, name, colour]) => [name, colour]))
}

/** Relative luminance (WCAG 2.2, definitions). */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map(at => {
    const channel = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(one: string | undefined, other: string | undefined): number {
  assert.ok(one && other)
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (light + 0.05) / (dark + 0.05)
}

for (const [theme, start] of [
  ['light', ':root {'],
  ['dark', '@media (prefers-color-scheme: dark)'],
] as const) {
  const colours = palette(start)

  test(`${theme}: text has a contrast of 4.5 on every ground it stands on (WCAG 1.4.3)`, () => {
    for (const [text, ground] of [
      ['ink', 'paper'],
      ['ink', 'raised'],
      ['faded', 'paper'],
      ['faded', 'raised'],
      ['seal', 'paper'],
      ['seal', 'raised'],
      ['on-ink', 'ink'],
      ['paper', 'seal'],
    ] as const) {
      assert.ok(contrast(colours[text], colours[ground]) >= 4.5, `${text} on ${ground}`)
    }
  })

  test(`${theme}: the edges of fields have a contrast of 3 (WCAG 1.4.11)`, () => {
    assert.ok(contrast(colours.edge, colours.paper) >= 3)
  })
}
