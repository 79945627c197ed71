import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { projectRoot } from '../../../core/paths.ts'

/**
 * Builds the citizen's page in a process of its own, since Vite turns NODE_ENV of the one it runs in to production.
 * @param folder where to; null: dist/web/chat, where the server looks
 */
export async function buildPage(folder: string | null): Promise<void> {
  const vite = path.join(projectRoot, 'node_modules', 'vite', 'bin', 'vite.js')
  const to = folder === null ? [] : ['--outDir', folder, '--emptyOutDir']
  const page = path.join(projectRoot, 'web', 'chat')
  await promisify(execFile)(process.execPath, [vite, 'build', page, '--logLevel', 'error', ...to], { cwd: projectRoot })
}
