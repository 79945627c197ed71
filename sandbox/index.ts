export {
  type Sandbox,
  type SandboxOptions,
  sandboxCallbackPath,
  sandboxDatabaseUrl,
  sandboxUrl,
  startSandbox
} from './start-sandbox.ts'
