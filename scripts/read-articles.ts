// A step of the build: reads kb/content and takes its articles apart once, so that a start need not.
import { storeKnowledge } from '../kb/index.ts'

storeKnowledge()
