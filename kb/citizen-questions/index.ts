export { answersGiven, logQuestion, rateLastAnswer } from './question-log.ts'
export { questionQueue, type TakeUp, takeUpQuestions, trainingFile } from './question-queue.ts'
export { isSmallTalk } from './small-talk.ts'
