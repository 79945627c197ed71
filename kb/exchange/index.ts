export { exportArticles } from './export-articles.ts'
export { type ImportOutcome, importFile } from './import-file.ts'
