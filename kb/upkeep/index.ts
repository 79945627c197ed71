export { type Content, diffContents, type FieldChange, readContent } from './content.ts'
export { reviewDraft, type Save, type Saved, saveDraft, submitDraft } from './draft.ts'
export { type Broken, Gate } from './gate.ts'
export {
  articleAsItStood,
  articleDiff,
  articleHistory,
  articleList,
  articleVersion,
  type VersionInfo
} from './history.ts'
export { type HitTestComparison, hitTestHistory, runKeptHitTest } from './hit-test.ts'
export { firstImport } from './import-articles.ts'
export { type LiveKnowledge, openLiveKnowledge } from './live-knowledge.ts'
export { LiveSet } from './live-set.ts'
export { type Published, publishVersion, retireArticle, rollbackArticle } from './publish.ts'
export { dropExpectation, expectAnswer, regressionList } from './regression-list.ts'
export { type Reminder, reminders } from './reminders.ts'
export type { Doer, UpkeepDependencies } from './version-store.ts'
