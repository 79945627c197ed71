// Does a question sound like those that articles answer, or like those that nobody here can: how things stand this
// minute, tips, other offices' business, small talk? Told by short runs of characters, stop words and all: 还有没有, 推荐,
// 今天 say more here than any noun. The base's own questions against those of kb/data/not-ours.txt, naive Bayes.

/** How sure of itself the count of a run that was seen once is. */
const PRIOR = 0.5
/** So many of the base's questions are enough to learn from; of more every n-th is taken. */
const MAX_LEARNT = 20_000
/** Lengths of the runs. */
const LENGTHS = [2, 3]

/** Runs as whole numbers of 32 bits, which count twice as fast as pieces of text; of 60,000 hardly two fall together. */
function runsOf(text: string): Set<number> {
  const framed = `^${text.replace(/[\s\p{P}]/gu, '')}$`
  const runs = new Set<number>()
  for (const length of LENGTHS)
    for (let i = 0; i + length <= framed.length; i++) {
      let run = length
      for (let k = i; k < i + length; k++) run = Math.imul(run ^ framed.charCodeAt(k), 0x9e3779b1)
      runs.add(run)
    }
  return runs
}

function countRuns(texts: readonly string[]): { counts: Map<number, number>; size: number } {
  const step = Math.ceil(texts.length / MAX_LEARNT)
  const counts = new Map<number, number>()
  let size = 0
  for (let i = 0; i < texts.length; i += step) {
    size++
    for (const run of runsOf(texts[i]!)) counts.set(run, (counts.get(run) ?? 0) + 1)
  }
  return { counts, size }
}

/** Gives a measure of a normalised question: above 0 it sounds like the base's own, below like the others. */
export function createOurs(own: readonly string[], others: readonly string[]): (text: string) => number {
  const ours = countRuns(own)
  const theirs = countRuns(others)
  const odds = (run: number) =>
    Math.log(((ours.counts.get(run) ?? 0) + PRIOR) / (ours.size + 2 * PRIOR)) -
    Math.log(((theirs.counts.get(run) ?? 0) + PRIOR) / (theirs.size + 2 * PRIOR))
  if (ours.size === 0 || theirs.size === 0) return () => 0
  return text => {
    const runs = runsOf(text)
    let sum = 0
    for (const run of runs) if (ours.counts.has(run) || theirs.counts.has(run)) sum += odds(run)
    return sum / Math.sqrt(runs.size)
  }
}
