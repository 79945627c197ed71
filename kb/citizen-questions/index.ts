export { answersGiven, logQuestion, rateAnswer } from './question-log.ts'
export { questionQueue, type TakeUp, takeUpQuestions, trainingFile } from './question-queue.ts'
export { isSmallTalk } from './small-talk.ts'
