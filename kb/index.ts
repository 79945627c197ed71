// The knowledge base: an answer with its law behind it, or an honest "I don't know". The one door of kb/.
export type { AskOptions, Candidate, Knowledge, KnowledgeAnswer } from './answer.ts'
export type { Article, ArticleAction, Basis } from './article/article.ts'
export { type AskDefaults, askLine, type LineAnswer } from './ask-line.ts'
export { calibrateSearch } from './calibrate-search.ts'
export { checkKnowledge, type KnowledgeCheck, knowledgeStats } from './check-knowledge.ts'
export { evaluateKnowledge, type KnowledgeEvaluation, runHitTest } from './evaluate.ts'
export { openKnowledge } from './open-knowledge.ts'
export { splitQuestions } from './question/split-questions.ts'
