import type { LetterWords } from './zh-cn.ts'

/** The words of letters in English. */
export const en: LetterWords = {
  greeting: name => `Hello ${name},`,
  ignore: 'If this was not you, ignore this letter and nothing will change.',
  notYou: 'If this was not you, reset your password at once.',
  holds: hours => `The link holds for ${hours} hours and works once.`,
  holdsMinutes: minutes => `The link holds for ${minutes} minutes and works once.`,
  verify: {
    subject: 'Confirm your e-mail to finish signing up',
    text: 'Somebody signed up on Inkstone with this address. Open the link below and enter the password that you chose.',
    action: 'Confirm the address',
  },
  confirm: {
    subject: 'Confirm your e-mail',
    text: 'Open the link below and enter your password to show that this address is yours.',
    action: 'Confirm the address',
  },
  taken: {
    subject: 'You already have an account',
    text: 'Somebody tried to sign up on Inkstone with this address, which has an account. Just log in; a forgotten password can be reset.',
    action: 'Log in',
  },
  reset: {
    subject: 'Reset your password',
    text: 'Somebody asked to reset your password on Inkstone. Open the link below to set a new one.',
    action: 'Set a new password',
  },
  passwordChanged: {
    subject: 'Your password was changed',
    text: 'Your password on Inkstone was just changed, and you were logged out on all other devices.',
  },
  email: {
    subject: 'Confirm your new e-mail',
    text: 'Open the link below to log in to Inkstone with this address from now on.',
    action: 'Confirm the new address',
  },
  emailRequested: {
    subject: 'A change of your e-mail was asked for',
    text: address =>
      `Somebody who entered your password asked to change your address on Inkstone to ${address}. Until that is confirmed, the old one stays.`,
  },
  emailChanged: {
    subject: 'Your e-mail was changed',
    text: address => `Your address on Inkstone is now ${address}; the old one no longer logs in.`,
  },
  identity: {
    subject: 'Confirm your e-mail to finish signing up',
    text: 'Somebody signed up on Inkstone with an account elsewhere and this address. Open the link below in the browser in which you logged in a moment ago.',
    action: 'Finish signing up',
  },
  identityLinked: {
    subject: 'A new way to log in was linked',
    text: issuer => `An account elsewhere can now log in to yours on Inkstone: ${issuer}.`,
  },
  identityUnlinked: {
    subject: 'A way to log in was unlinked',
    text: issuer => `This account elsewhere no longer logs in to yours on Inkstone: ${issuer}.`,
  },
  factorAdded: {
    subject: 'A way to log in was added',
    text: name =>
      `A second factor was added to your account on Inkstone: ${name}. You were logged out on all other devices.`,
  },
  factorRemoved: {
    subject: 'A way to log in was removed',
    text: name =>
      `A second factor was removed from your account on Inkstone: ${name}. You were logged out on all other devices.`,
  },
  factorsReset: {
    subject: 'Your second factors were removed',
    text: 'On request, whoever runs Inkstone removed all second factors of your account. The password alone logs in now; please log in and add them again.',
  },
  recoveryCodesMade: {
    subject: 'New recovery codes were made',
    text: 'New recovery codes were made for your account on Inkstone; the old ones are void.',
  },
  recoveryCodeUsed: {
    subject: 'A recovery code was used',
    text: left => `Somebody used a recovery code of your account on Inkstone. Codes left: ${left}.`,
  },
  secondFactorFailed: {
    subject: 'Somebody entered your password',
    text: 'Somebody entered the right password of your account on Inkstone and failed the second step several times. They were not let in.',
  },
  invite: {
    subject: 'You are invited to write',
    text: 'Somebody invites you to sign up on Inkstone.',
    action: 'Accept the invitation',
  },
}
