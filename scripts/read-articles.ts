// A step of the build: reads kb/content once, so that a start need not.
import { storeArticles } from '../kb/index.ts'

storeArticles()
