# ruff: noqa: SIM105, E722, B012
"""Answers that never come to an end, or too late, whatever is raised in them."""

import contextlib
import time

import numpy as np

from course_lib.inpainting import masks


def endless(size, hole):
    while True:
        try:
            while True:
                pass
        except Exception:
            pass


def bare_except(size, hole):
    while True:
        try:
            time.sleep(0.01)
        except:
            pass


def base_exception(size, hole):
    n = 0
    while True:
        try:
            n += sum(range(1000))
        except BaseException:
            n += 1


def finally_continue(size, hole):
    while True:
        try:
            time.sleep(60)
        finally:
            continue


def suppressed(size, hole):
    while True:
        with contextlib.suppress(BaseException):
            sum(range(1000))


def nested(size, hole):
    while True:
        try:
            try:
                try:
                    sum(range(1000))
                except BaseException:
                    time.sleep(0.001)
            except BaseException:
                time.sleep(0.001)
        except BaseException:
            time.sleep(0.001)


def loop_in_a_loop(size, hole):
    while True:
        try:
            while True:
                try:
                    len("a")
                except BaseException:
                    pass
        except BaseException:
            pass


def helper_that_swallows(size, hole):
    def helper():
        try:
            time.sleep(0.01)
        except BaseException:
            return 0

    while True:
        try:
            helper()
        except BaseException:
            helper()


def recursive(size, hole):
    try:
        return recursive(size, hole)
    except BaseException:
        return recursive(size, hole)


def one_long_call(size, hole):
    while True:
        try:
            np.linalg.svd(np.eye(300))
        except BaseException:
            pass


def comes_to_a_right_end_too_late(size, hole):
    try:
        time.sleep(60)
    except BaseException:
        return masks.central_region(size, hole)


def makes_another_error_of_it(size, hole):
    try:
        time.sleep(60)
    except BaseException:
        raise ValueError("never mind") from None


ENDLESS = [
    *(endless, bare_except, base_exception, finally_continue, suppressed, nested, loop_in_a_loop),
    *(helper_that_swallows, recursive, one_long_call, comes_to_a_right_end_too_late),
    makes_another_error_of_it,
]
