// The groups in which people look for lines of the log.
export const groups: Record<string, string[]> = {
  read: ['entry.open', 'track.open', 'tip.open', 'export', 'audit.read'],
  book: ['import', 'lock', 'withdraw', 'hold', 'shred', 'configuration'],
  tips: ['tip.key', 'tip.epoch', 'tip.sort', 'tip.open', 'tip.act', 'tip.freeze', 'tip.filed'],
  people: ['person.create', 'person.change', 'grant.create', 'grant.end', 'account.invite', 'account.open', 'account.close', 'account.recover'],
  session: ['session.open', 'session.refused', 'session.close', 'session.revoke', 'session.renew', 'passkey.add', 'passkey.remove', 'passkey.clone', 'password.set', 'code.set', 'recovery.make', 'recovery.use', 'token.create', 'token.revoke'],
  refused: ['access.refused', 'session.refused'],
  system: ['setup', 'key.rotate', 'backup', 'restore', 'upgrade', 'apps.serve', 'audit.redact', 'device.enrol', 'device.approve', 'device.revoke'],
};
