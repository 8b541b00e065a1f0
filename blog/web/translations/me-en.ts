import type { MeMessages } from './me-zh-cn.ts'

/** The words of the pages below `/me` that are about one's own account, in English. */
export const meEn: MeMessages = {
  title: 'Account',
  sessions: {
    title: 'Where you are logged in',
    lead: 'Each log-in is a session. End one that you do not know, and then change your password.',
    current: 'this device',
    unknownDevice: 'Unknown device',
    program: 'program (token)',
    since: 'Since',
    seen: 'Last seen',
    until: 'Until',
    end: 'End',
    endLabel: device => `End the session on ${device}`,
    endOthers: 'End all other sessions',
    endAll: 'End all sessions and log out',
  },
  events: {
    title: 'Recent activity',
    lead: 'What happened that concerns the safety of your account.',
    names: {
      registered: 'Signed up',
      registration_refused: 'Sign-up refused',
      logged_in: 'Logged in',
      login_failed: 'Log-in failed',
      logged_out: 'Logged out',
      session_ended: 'Ended a session',
      sessions_ended: 'Ended several sessions',
      refresh_reused: 'An old token was used again; the session was ended',
      email_verified: 'Showed that the e-mail is yours',
      email_change_requested: 'Asked for another e-mail',
      email_changed: 'Changed the e-mail',
      password_changed: 'Changed the password',
      password_reset_requested: 'Asked to reset the password',
      password_reset: 'Reset the password',
    },
  },
}
