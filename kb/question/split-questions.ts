// One message, several questions: each is answered by itself.

const ASKS =
  /[?？]|吗|呢$|多久|多少|什么|怎么|如何|哪[里儿个些家位天种年]|谁|几[天年个点号岁次块元张家]|能不能|可不可以|是不是|有没有|要不要|会不会|算不算|该不该|行不行|需不需要|是否|能否|可否|得不得|([一-鿿])不\1/
/** Fewer characters than this are a remnant, not a question of their own. */
const SHORTEST = 4
const MOST = 5

const isQuestion = (clause: string) => ASKS.test(clause)
const bare = (clause: string) =>
  clause
    .replace(/^(还有就?是?|另外|再问一?下?|第[一二三四五]个?(问题)?|[一二三四五1-5][、.．:：)）])[,，、:：\s]*/, '')
    .trim()

/**
 * The questions of a message, in order; what is told before a question stays with it. A message with one question, or
 * none, comes back whole.
 */
export function splitQuestions(message: string): string[] {
  const clauses = message.split(/(?<=[?？。!！;；\n])|(?<=[,，])(?=还有|另外|再问|第[二三四五])/).flatMap(sentence => {
    const parts = sentence.split(/(?<=[,，])/)
    return parts.filter(isQuestion).length > 1 ? parts : [sentence]
  })
  const questions: string[] = []
  let told = ''
  for (const clause of clauses) {
    told += clause
    if (!isQuestion(clause)) continue
    const question = bare(told.trim())
    told = ''
    if (question.replace(/[\s\p{P}]/gu, '').length < SHORTEST && questions.length > 0)
      questions[questions.length - 1] += question
    else questions.push(question)
  }
  if (told.trim() !== '' && questions.length > 0) questions[questions.length - 1] += told
  return questions.length > 1 && questions.length <= MOST ? questions.map(question => question.trim()) : [message]
}
