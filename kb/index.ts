// The knowledge base: an answer with its law behind it, or an honest "I don't know". The one door of kb/.
export type { AskOptions, Candidate, Knowledge, KnowledgeAnswer } from './answer.ts'
export type { Article, ArticleAction, Basis } from './article/article.ts'
export { evaluateKnowledge, type KnowledgeEvaluation } from './evaluate.ts'
export { openKnowledge } from './open-knowledge.ts'
export { splitQuestions } from './question/split-questions.ts'
