import type { CredentialsMessages } from './credentials-zh-cn.ts'

/** The words of the pages about passwords and addresses, in English. */
export const credentialsEn: CredentialsMessages = {
  newPassword: 'New password',
  currentPassword: 'Current password',
  own: {
    title: 'Password and e-mail',
    verified: 'Your e-mail is confirmed.',
    unverified: 'Your e-mail is not confirmed yet.',
    verify: 'Send a letter to confirm it',
  },
  forgottenLink: 'Forgot your password?',
  forgotten: {
    title: 'Forgotten password',
    lead: 'Enter the e-mail you signed up with. If it has an account, a letter with a link is sent to it.',
    submit: 'Send the link',
  },
  letter: {
    title: 'Look into your mailbox',
    lead: 'If we could, we have written to the address you entered; open the link in the letter. If nothing comes, look among the spam or try again later.',
  },
  reset: {
    title: 'Set a new password',
    lead: 'You are then logged out everywhere; log in again with the new password.',
    submit: 'Set the password',
  },
  verify: {
    title: 'Confirm your e-mail',
    lead: 'Enter the password that you chose when signing up, to show that this address is yours.',
    submit: 'Confirm and log in',
  },
  confirmEmail: {
    title: 'Confirm the new e-mail',
    lead: 'You are then logged out everywhere; log in with the new address.',
    submit: 'Use the new address',
  },
  changePassword: {
    title: 'Change the password',
    lead: 'You are then logged out on all other devices.',
    submit: 'Change the password',
  },
  changeEmail: {
    title: 'Change the e-mail',
    lead: current => `Your address is ${current}. It stays until the link that goes to the new one is opened.`,
    label: 'New e-mail',
    submit: 'Send the link',
  },
  closed: { title: 'Sign-up is closed', lead: 'This site takes no new users. If you have an account, log in.' },
  invite: {
    title: 'By invitation',
    lead: 'Signing up needs an invitation link; ask the owner of the site or a friend.',
  },
  verifyLead: 'We write to your e-mail; once you open the link in that letter you can publish.',
}
