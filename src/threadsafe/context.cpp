// SPDX-License-Identifier: MIT
// Functions that block, in a thread of their own. A job lies in the frame of who waits for it, so
// nothing is allocated; that frame must not go while the function runs, hence a cancel waits until
// it has returned.
#include "uasyncio/threadsafe/context.hpp"

#if UASYNCIO_HOSTED

#include "uasyncio/kernel/report.hpp"
#include "uasyncio/port/port.hpp"

#include <bit>
#include <pthread.h>
#include <signal.h>

namespace uasyncio::detail {

void Job::start(WorkerThread& worker) noexcept {
  worker_ = &worker;
  loop_ = kernel::Scheduler::running();
  worker.add(*this);
}

void Job::give_up() noexcept {
  stop_.request_stop();
  if (worker_->remove(*this)) is_over_ = true;
}

void Job::finish() noexcept {
  if (worker_ == nullptr) return;
  if (!is_over_) {
    give_up();
    worker_->wait_for(*this);
  }
  if (is_queued()) loop_->answer_signals();
}

void Job::on_answer(kernel::Signal& signal) noexcept {
  auto& job = static_cast<Job&>(signal);
  job.is_over_ = true;
  job.waiters_.wake_all();
}

WorkerThread::WorkerThread(const char* name) noexcept {
  // Signals are for the threads that were there before.
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  pthread_t thread{};
  creation_error_ = pthread_create(&thread, nullptr, &begin, this);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  if (creation_error_ == 0) pthread_setname_np(thread, name);
  thread_ = std::bit_cast<std::uintptr_t>(thread);
}

WorkerThread::~WorkerThread() {
  {
    const std::lock_guard lock(mutex_);
    stops_ = true;
    if (first_ != nullptr) {
      kernel::Report() << "a Context was destroyed before all of its functions were called\n";
    }
    while (Job* const job = take_first()) {
      end(*job, Error::runtime("the Context was destroyed before it called the function"));
    }
  }
  has_work_.notify_one();
  if (creation_error_ == 0) pthread_join(std::bit_cast<pthread_t>(thread_), nullptr);
}

void WorkerThread::add(Job& job) noexcept {
  ++calls_in_threads;
  {
    const std::lock_guard lock(mutex_);
    if (creation_error_ != 0) {
      end(job, Error::os(creation_error_, "no thread for a Context"));
      return;
    }
    Job** place = &first_;
    while (*place != nullptr) place = &(*place)->next_job_;
    *place = &job;
    job.stage_ = Job::Stage::queued;
  }
  has_work_.notify_one();
}

Job* WorkerThread::take_first() noexcept {
  Job* const job = first_;
  if (job != nullptr) first_ = job->next_job_;
  return job;
}

bool WorkerThread::remove(Job& job) noexcept {
  const std::lock_guard lock(mutex_);
  if (job.stage_ != Job::Stage::queued) return false;
  Job** place = &first_;
  while (*place != &job) place = &(*place)->next_job_;
  *place = job.next_job_;
  job.stage_ = Job::Stage::over;
  --calls_in_threads;
  return true;
}

void WorkerThread::wait_for(Job& job) noexcept {
  std::unique_lock lock(mutex_);
  job_is_over_.wait(lock, [&job] { return job.stage_ == Job::Stage::over; });
}

/// With the mutex, so that nobody takes the job away before it is posted.
void WorkerThread::end(Job& job, kernel::Failure failure) noexcept {
  job.failure_ = failure;
  job.stage_ = Job::Stage::over;
  job.loop_->post(job);
  --calls_in_threads;
  job_is_over_.notify_all();
}

void* WorkerThread::begin(void* worker) noexcept {
  static_cast<WorkerThread*>(worker)->work();
  return nullptr;
}

void WorkerThread::work() noexcept {
  std::unique_lock lock(mutex_);
  for (;;) {
    has_work_.wait(lock, [this] { return stops_ || first_ != nullptr; });
    Job* const job = take_first();
    if (job == nullptr) return;
    job->stage_ = Job::Stage::running;
    lock.unlock();
    const kernel::Failure failure = capture(job->work_, job);
    lock.lock();
    end(*job, failure);
  }
}

}  // namespace uasyncio::detail

#endif
