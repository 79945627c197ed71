export {
  type Sandbox,
  type SandboxOptions,
  sandboxCallbackPath,
  sandboxDatabaseUrl,
  startSandbox
} from './start-sandbox.ts'
