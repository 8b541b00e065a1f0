import type { ProviderMessages } from './providers-zh-cn.ts'

/** The words about logging in with others, in English. */
export const providersEn: ProviderMessages = {
  logIn: title => `Log in with ${title}`,
  confirm: title => `Confirm with ${title}`,
  going: {
    title: title => `On the way to ${title}`,
    lead: 'You come back here once you have logged in. Use the button if nothing happens.',
    submit: 'Go on',
  },
  join: {
    title: 'Finish signing up',
    lead: 'Use the button to show that this address is yours and to finish. Open this in the browser in which you logged in a moment ago.',
    submit: 'Finish signing up',
  },
  own: {
    title: 'Other ways to log in',
    lead: 'Once linked, each of them logs you in.',
    link: title => `Link ${title}`,
    since: 'Linked',
    used: 'Last used',
    unlink: 'Unlink',
    unlinkLabel: title => `Unlink ${title}`,
  },
}
