import type { StaffMessages } from './staff-zh-cn.ts'

/** The words of the page for those who look after the site, in English. */
export const staffEn: StaffMessages = {
  title: 'Looking after the site',
  lead: 'Invite authors, and see letters that were not sent.',
  link: 'Invite authors, see letters that were not sent',
  invites: {
    title: 'Invitations',
    lead: 'Not used yet:',
    none: 'No invitation waits to be used.',
    once: 'This link is shown this once; copy it now and hand it on:',
    anybody: 'Anybody',
    until: 'Until',
    withdraw: 'Withdraw',
    withdrawLabel: whom => `Withdraw the invitation for ${whom}`,
    email: 'E-mail (may be left empty)',
    emailHint: 'Only this address may use it then; where the site sends letters, the link goes there, too.',
    days: 'Lasts',
    make: 'Make an invitation',
  },
  letters: {
    title: 'Letters that were not sent',
    lead: 'What they say is not shown. They are tried again once the mail server is back.',
    none: 'No letter is stuck.',
    written: 'Written',
    attempts: count => `Tried ${count} ${count === 1 ? 'time' : 'times'}`,
    again: 'Tried again',
    givenUp: 'Given up',
  },
}
