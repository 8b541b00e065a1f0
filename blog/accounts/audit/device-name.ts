type Names = readonly (readonly [RegExp, string])[]

/**
 * Browsers by the words of their `User-Agent`, those first that also call themselves by the names of others: nearly all
 * say Safari, those made of Chromium say Chrome, and one inside an app also names the browser that it is made of.
 */
const browsers: Names = [
  [/\b(?:MicroMessenger|WeChat)\//, 'WeChat'],
  [/\bAlipayClient\//, 'Alipay'],
  [/\bDingTalk\//, 'DingTalk'],
  [/\bbaiduboxapp\//, 'Baidu'],
  [/\bQuark\//, 'Quark'],
  [/\bUC(?:Browser|WEB)\//, 'UC Browser'],
  [/\bM?QQBrowser\//, 'QQ Browser'],
  [/\bHuaweiBrowser\//, 'Huawei Browser'],
  [/\bMiuiBrowser\//, 'Mi Browser'],
  [/\bHeyTapBrowser\//, 'HeyTap Browser'],
  [/\bVivoBrowser\//, 'vivo Browser'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\bYaBrowser\//, 'Yandex Browser'],
  [/\b(?:DuckDuckGo|Ddg)\//, 'DuckDuckGo'],
  [/\bVivaldi\//, 'Vivaldi'],
  [/\bEdg(?:e|A|iOS)?\//, 'Edge'],
  [/\b(?:OPR|OPiOS|OPT|Opera Mini|Opera)\//, 'Opera'],
  [/\b(?:Firefox|FxiOS|Focus)\//, 'Firefox'],
  [/\bEpiphany\//, 'GNOME Web'],
  [/\bTrident\//, 'Internet Explorer'],
  [/PowerShell\//, 'PowerShell'],
  [/\bChromium\//, 'Chromium'],
  [/(?:\b|Headless)Chrome\/|\bCriOS\//, 'Chrome'],
  [/\b(?:Macintosh|iPhone|iPad|iPod)\b.*\bSafari\//, 'Safari'],
]

const systems: Names = [
  [/HarmonyOS|OpenHarmony/, 'HarmonyOS'],
  [/\bAndroid\b/, 'Android'],
  [/\b(?:iPhone|iPad|iPod)\b/, 'iOS'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\b(?:Free|Open|Net)BSD\b/, 'BSD'],
  [/\bLinux\b/, 'Linux'],
]

/** Name a device in a few words for its owner, such as `Firefox · Linux`; a program by its own first word. */
export function deviceName(device: string): string {
  const names = [browsers, systems].map(list => list.find(([form]) => form.test(device))?.[1])
  const known = names.filter(name => name !== undefined)
  return known.length > 0 ? known.join(' · ') : (device.split(/[\s/]/, 1)[0] ?? device)
}
