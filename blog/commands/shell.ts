import { start } from 'node:repl'
import { Q } from '@inkstone/orm'
import { Session, User } from '../accounts/models.ts'
import { Group, Permission } from '../accounts/roles/models.ts'
import { openDatabase } from '../database.ts'
import { makeLogger } from '../logging.ts'
import { Content, Post } from '../posts/models.ts'
import type { Settings } from '../settings.ts'
import { readArguments } from './arguments.ts'

/** Open a prompt where the models are at hand: `await User.objects.filter({ name__startswith: 'x' })`. */
export async function shell(settings: Settings, args: readonly string[]): Promise<void> {
  readArguments(args, { usage: 'shell', words: [0, 0] })
  const database = await openDatabase(settings, makeLogger(settings))
  const prompt = start({ prompt: 'inkstone> ' })
  Object.assign(prompt.context, {
    User,
    Session,
    Group,
    Permission,
    Post,
    Content,
    Q,
    database,
    settings: { ...settings, secretKey: '…' },
  })
  prompt.on('exit', () => database.close())
}
