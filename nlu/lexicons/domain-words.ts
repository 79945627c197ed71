// Words of culture and tourism that must stay whole in segmentation and that typos and pinyin are repaired to.
import { lexiconTable } from './lexicon-table.ts'
import { readLexicon } from './read-lexicon.ts'

/** All words of lexicons/domain-words.txt. */
export const domainWords = lexiconTable(() => readLexicon('domain-words.txt').flatMap(line => line.split(/\s+/)))
