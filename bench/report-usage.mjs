// Preloaded into a measured process: writes what it used to file descriptor 3, as JSON.
import { writeSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

// The numbers of the process include its threads, which load this, too.
if (isMainThread)
  process.on('exit', () => {
    const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
    writeSync(3, JSON.stringify({ peakKilobytes: maxRSS, cpuMicroseconds: userCPUTime + systemCPUTime }));
  });
