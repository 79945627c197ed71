// Intent classifiers on the same sentences: ours, nlp.js (zh) and natural's Bayes, by accuracy and time.
import { classifierOf, type LabelledText, labelledSentences, segment } from '../../../nlu/index.ts'
import { percentile } from '../load.ts'

export interface ClassifierRow {
  name: string
  /** How many sentences it was trained on. */
  trainedOn: number
  trainSeconds: number
  /** Share of held-out sentences whose top intent is the label, or one of the kinds where there are several. */
  accuracy: number
  medianMs: number
  p95Ms: number
}

type Classify = (text: string) => string | Promise<string>
interface Contestant {
  name: string
  train(texts: readonly LabelledText[]): Classify | Promise<Classify>
}

/** nlp.js 4: its own Chinese tokenizer (segmentit) and neural classifier. */
function nlpJs(rivals: NodeJS.Require): Contestant {
  return {
    name: 'nlp.js 4 (zh)',
    async train(texts) {
      const { containerBootstrap } = rivals('@nlpjs/core') as { containerBootstrap(): Promise<Container> }
      const container = await containerBootstrap()
      container.use(rivals('@nlpjs/nlp').Nlp)
      container.use(rivals('@nlpjs/lang-zh').LangZh)
      const nlp = container.get('nlp')
      nlp.settings.autoSave = false
      nlp.addLanguage('zh')
      for (const { text, intent } of texts) nlp.addDocument('zh', text, intent)
      // it tells each of its thousand epochs on the console, whatever its settings say
      const { log } = console
      console.log = () => {}
      await nlp.train()
      console.log = log
      return async text => (await nlp.process('zh', text)).intent
    }
  }
}
interface Container {
  use(plugin: unknown): void
  get(name: string): NlpJs
}
interface NlpJs {
  settings: { autoSave: boolean }
  addLanguage(language: string): void
  addDocument(language: string, text: string, intent: string): void
  train(): Promise<void>
  process(language: string, text: string): Promise<{ intent: string }>
}

/** natural's Bayes; its tokenizers know no Chinese, so it is given our words. */
function natural(rivals: NodeJS.Require): Contestant {
  return {
    name: 'natural 8 Bayes (our words)',
    train(texts) {
      const { BayesClassifier } = rivals('natural/lib/natural/classifiers') as { BayesClassifier: new () => Bayes }
      const classifier = new BayesClassifier()
      for (const { text, intent } of texts) classifier.addDocument(segment(text), intent)
      classifier.train()
      return text => classifier.classify(segment(text))
    }
  }
}
interface Bayes {
  addDocument(words: string[], label: string): void
  train(): void
  classify(words: string[]): string
}

/** Our model: words, pairs, characters, concepts; everything from raw text to decision, entities not. */
const ours: Contestant = {
  name: 'ours',
  train: texts => classifierOf(texts)
}

/**
 * nlp.js needs ten seconds of processor time for 1,000 sentences and more than in proportion for more; with all of them the
 * bench would not end. All are therefore also trained on so many, picked evenly over the files.
 */
const SMALL = 1500

function evenly(texts: readonly LabelledText[], count: number): LabelledText[] {
  const step = (i: number) => Math.floor((i * count) / texts.length)
  return texts.filter((_, i) => step(i) !== step(i - 1))
}

async function measure(
  { name, train }: Contestant,
  texts: readonly LabelledText[],
  heldOut: readonly LabelledText[]
): Promise<ClassifierRow> {
  const startedAtMs = performance.now()
  const classify = await train(texts)
  const trainSeconds = (performance.now() - startedAtMs) / 1000
  let right = 0
  const times: number[] = []
  for (const { text, intent, kinds } of heldOut) {
    const beganMs = performance.now()
    const got = await classify(text)
    times.push(performance.now() - beganMs)
    if (got === intent || kinds.some(kind => kind === got)) right++
  }
  const [medianMs, p95Ms] = [percentile(times, 0.5), percentile(times, 0.95)]
  return { name, trainedOn: texts.length, trainSeconds, accuracy: right / heldOut.length, medianMs, p95Ms }
}

/** One row for each classifier and size of training, judged by nlu/data/held-out. */
export async function compareClassifiers(rivals: NodeJS.Require): Promise<ClassifierRow[]> {
  const heldOut = labelledSentences('held-out')
  const all = labelledSentences('train')
  const few = evenly(all, SMALL)
  const rows: ClassifierRow[] = []
  for (const contestant of [ours, natural(rivals)]) rows.push(await measure(contestant, all, heldOut))
  for (const contestant of [ours, natural(rivals), nlpJs(rivals)]) rows.push(await measure(contestant, few, heldOut))
  return rows
}
