import { ensureModelFile } from '../nlu/index.ts'

// Trains at most once for a whole run: every test file and every child process then loads the same stored model.
export function mochaGlobalSetup(): void {
  ensureModelFile()
}
