import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deviceName } from '../../accounts/audit/device-name.ts'
import { buildSite, example, registerUser } from '../helper.ts'

const like = 'AppleWebKit/537.36 (KHTML, like Gecko)'
const apple = 'AppleWebKit/605.1.15 (KHTML, like Gecko)'
const linux = 'Mozilla/5.0 (X11; Linux x86_64)'
const windows = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64)'
const mac = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)'
const android = 'Mozilla/5.0 (Linux; Android 10; K)'
const iphone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X)'
const webView = 'Mozilla/5.0 (Linux; Android 13; 22081212C Build/TKQ1.220829.002; wv)'
const phone = 'Version/4.0 Chrome/116.0.0.0 Mobile Safari/537.36'

/** What browsers and programs send, and what their owner knows them by. */
const devices: readonly (readonly [string, string])[] = [
  [`${windows} ${like} Chrome/140.0.0.0 Safari/537.36`, 'Chrome · Windows'],
  [`${linux} ${like} HeadlessChrome/140.0.0.0 Safari/537.36`, 'Chrome · Linux'],
  [`${linux} ${like} Ubuntu Chromium/90.0.4430.72 Chrome/90.0.4430.72 Safari/537.36`, 'Chromium · Linux'],
  [`${android} ${like} Chrome/140.0.0.0 Mobile Safari/537.36`, 'Chrome · Android'],
  [`${iphone} ${apple} CriOS/140.0.7339.39 Mobile/15E148 Safari/604.1`, 'Chrome · iOS'],
  [`Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${like} Chrome/140.0.0.0 Safari/537.36`, 'Chrome · ChromeOS'],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox · Linux'],
  ['Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0', 'Firefox · Android'],
  [`${iphone} ${apple} FxiOS/140.0 Mobile/15E148 Safari/605.1.15`, 'Firefox · iOS'],
  ['Mozilla/5.0 (X11; FreeBSD amd64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox · BSD'],
  [`${mac} ${apple} Version/18.5 Safari/605.1.15`, 'Safari · macOS'],
  [`${iphone} ${apple} Version/18.5 Mobile/15E148 Safari/604.1`, 'Safari · iOS'],
  [`Mozilla/5.0 (iPad; CPU OS 18_5 like Mac OS X) ${apple} Version/18.5 Mobile/15E148 Safari/604.1`, 'Safari · iOS'],
  [`${linux} ${apple} Version/18.0 Safari/605.1.15`, 'Linux'],
  [`${linux} ${apple} Version/18.0 Safari/605.1.15 Epiphany/605.1.15`, 'GNOME Web · Linux'],
  [`${windows} ${like} Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0`, 'Edge · Windows'],
  [`${android} ${like} Chrome/140.0.0.0 Mobile Safari/537.36 EdgA/140.0.0.0`, 'Edge · Android'],
  [`${iphone} ${apple} Version/18.0 EdgiOS/140.0.3485.54 Mobile/15E148 Safari/604.1`, 'Edge · iOS'],
  [`${windows} ${like} Chrome/64.0.3282.140 Safari/537.36 Edge/18.17763`, 'Edge · Windows'],
  [`${windows} ${like} Chrome/138.0.0.0 Safari/537.36 OPR/122.0.0.0`, 'Opera · Windows'],
  ['Opera/9.80 (Android; Opera Mini/36.2/119.132; U; id) Presto/2.12.423 Version/12.16', 'Opera · Android'],
  [`${mac} ${like} Chrome/140.0.0.0 Safari/537.36 Vivaldi/7.6.3797.52`, 'Vivaldi · macOS'],
  [`${windows} ${like} Chrome/138.0.0.0 YaBrowser/25.8.0.0 Safari/537.36`, 'Yandex Browser · Windows'],
  [`${android} ${like} SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36`, 'Samsung Internet · Android'],
  [`${iphone} ${apple} Version/18.5 Mobile/15E148 DuckDuckGo/7 Safari/605.1.15`, 'DuckDuckGo · iOS'],
  ['Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko', 'Internet Explorer · Windows'],
  [`${webView} ${like} ${phone} MicroMessenger/8.0.47.2560(0x28002F35) WeChat/arm64`, 'WeChat · Android'],
  [`${iphone} ${apple} Mobile/15E148 MicroMessenger/8.0.49(0x1800312f) NetType/WIFI Language/zh_CN`, 'WeChat · iOS'],
  [`${webView} ${like} ${phone} AlipayDefined(nt:WIFI) AliApp(AP/10.5.36) AlipayClient/10.5.36`, 'Alipay · Android'],
  [`${webView} ${like} ${phone} baiduboxapp/13.50.0.10`, 'Baidu · Android'],
  [
    `${webView} ${like} Version/4.0 Chrome/100.0.4896.58 UCBrowser/15.5.2.1261 Mobile Safari/537.36`,
    'UC Browser · Android',
  ],
  [`${webView} ${like} Version/4.0 Chrome/109.0.5414.86 MQQBrowser/14.6 Mobile Safari/537.36`, 'QQ Browser · Android'],
  [`${android} ${like} Version/4.0 Chrome/100.0.0.0 Quark/6.9.5.520 Mobile Safari/537.36`, 'Quark · Android'],
  [`${android} ${like} ${phone} XiaoMi/MiuiBrowser/18.5.120313`, 'Mi Browser · Android'],
  [
    `Mozilla/5.0 (Phone; OpenHarmony 5.0) ${like} Chrome/114.0.0.0 ArkWeb/4.1 HuaweiBrowser/5.0`,
    'Huawei Browser · HarmonyOS',
  ],
  [`Mozilla/5.0 (Linux; Android 10; HarmonyOS; NOH-AN01) ${like} Chrome/114.0.0.0`, 'Chrome · HarmonyOS'],
  ['Mozilla/5.0 (Windows NT; Windows NT 10.0; en-US) WindowsPowerShell/5.1.19041.4291', 'PowerShell · Windows'],
  ['Dalvik/2.1.0 (Linux; U; Android 13; Pixel 7)', 'Android'],
  ['curl/8.5.0', 'curl'],
  ['python-requests/2.32.3', 'python-requests'],
  ['node', 'node'],
]

for (const [device, name] of devices) {
  test(`${name} is known by ${device}`, () => assert.equal(deviceName(device), name))
}

test('a name that is too long to keep loses its middle, so that system and browser can still be told', async t => {
  const site = await buildSite()
  t.after(() => site.close())
  await registerUser(site)
  const wordy = 'XWEB/1160065 MMWEBSDK/20231202 MMWEBID/2247'
  const device = `${webView} ${like} ${phone} ${wordy} MicroMessenger/8.0.47.2560(0x28002F35) WeChat/arm64 Weixin`
  assert.ok(device.length > 200)
  const { email, password } = example
  const headers = { 'user-agent': device }
  const { token } = (await site.request('POST', '/users/login', { json: { email, password }, headers })).json()
  const { sessions } = (await site.request('GET', '/users/me/sessions', { token })).json()
  assert.equal(sessions.find((session: { current: boolean }) => session.current).device, 'WeChat · Android')
  // The session of registering may be of the same moment, so that their order is that of random keys.
  const stored = await site.app.accounts.sessions.ofUser(1)
  assert.ok(stored.some(({ device: kept }) => kept?.length === 200))
})
