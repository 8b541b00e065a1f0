import { encode } from 'uqr'
import { type Html, html } from '../../../web/html.ts'

/** Draw a text as a QR code (ISO/IEC 18004): dark squares on white in either theme, since cameras expect that. */
export function qrCode(text: string, label: string): Html {
  const { size, data } = encode(text, { ecc: 'M', border: 4 })
  const path = data.map(drawRow).join('')
  return html`<svg class="qr" viewBox="0 0 ${size} ${size}" role="img" aria-label="${label}" shape-rendering="crispEdges"><rect width="${size}" height="${size}" fill="#fff"/><path d="${path}" fill="#000"/></svg>`
}

/** One rectangle for each run of dark squares: a sixth of what a square each would take. */
function drawRow(row: readonly boolean[], y: number): string {
  const dark = row.map(square => (square ? '1' : '0')).join('')
  return [...dark.matchAll(/1+/g)].map(({ index, 0: run }) => `M${index} ${y}h${run.length}v1h-${run.length}z`).join('')
}
