export { type Sandbox, type SandboxOptions, sandboxDatabaseUrl, startSandbox } from './start-sandbox.ts'
