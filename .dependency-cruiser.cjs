// The layering of the house: a folder leans only on the folders that stand above it in docs/architecture.md.
const outsideDoor = (folder, door = `^${folder}/index\\.ts$`) => ({
  name: `${folder}-by-its-door`,
  comment: `outsiders come into ${folder}/ by its index.ts alone`,
  severity: 'error',
  from: { path: '^(core|nlu|tickets|kb|dialogs|console|bot|sandbox|scripts|web)/', pathNot: `^${folder}/` },
  to: { path: `^${folder}/`, pathNot: door }
})

const mayNot = (folder, others) => ({
  name: `${folder}-leans-only-up`,
  severity: 'error',
  from: { path: `^${folder}/` },
  to: { path: `^(${others.join('|')})/` }
})

module.exports = {
  forbidden: [
    { name: 'no-rings', severity: 'error', from: {}, to: { circular: true } },
    // scripts/start.mjs and run.mjs load what the build has written
    { name: 'no-unresolved', severity: 'error', from: { pathNot: '\\.mjs$' }, to: { couldNotResolve: true } },
    mayNot('core', ['nlu', 'tickets', 'kb', 'dialogs', 'console', 'bot', 'sandbox', 'web', 'scripts']),
    mayNot('nlu', ['tickets', 'kb', 'dialogs', 'console', 'bot', 'sandbox', 'web', 'scripts']),
    mayNot('tickets', ['nlu', 'kb', 'dialogs', 'console', 'bot', 'sandbox', 'web', 'scripts']),
    mayNot('kb', ['tickets', 'dialogs', 'console', 'bot', 'sandbox', 'web', 'scripts']),
    mayNot('dialogs', ['console', 'bot', 'sandbox', 'web', 'scripts']),
    mayNot('console', ['bot', 'sandbox', 'web', 'scripts']),
    mayNot('bot', ['web', 'scripts']),
    mayNot('sandbox', ['nlu', 'kb', 'dialogs', 'console', 'bot', 'web', 'scripts']),
    mayNot('web', ['core', 'nlu', 'tickets', 'kb', 'dialogs', 'bot', 'sandbox', 'scripts']),
    ...['nlu', 'kb', 'dialogs'].map(folder => outsideDoor(folder)),
    // chat and server: the bench puts an echo bot behind them, to tell the road's cost from the dialogs'
    outsideDoor('bot', '^bot/(index|chat|server|routes/health)\\.ts$'),
    outsideDoor('tickets', '^tickets/(index|contract/[a-z-]+)\\.ts$'),
    outsideDoor('sandbox', '^sandbox/(index|main)\\.ts$'),
    {
      name: 'one-http-host',
      comment: 'restify stands behind bot/server.ts',
      severity: 'error',
      from: { pathNot: '^bot/server\\.ts$' },
      to: { path: 'node_modules/restify' }
    },
    {
      name: 'bot-framework-at-the-rim',
      comment: 'the archived SDK is known to bot/ and dialogs/ only (docs/decisions)',
      severity: 'error',
      from: { pathNot: '^(bot|dialogs|test)/' },
      to: { path: 'node_modules/(botbuilder|botframework)' }
    }
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|data)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.json']
    }
  }
}
