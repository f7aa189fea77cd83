"""The weights that come with the course, and what the recipe reaches on people kept out."""

from __future__ import annotations

import numpy as np
import pytest

from course_lib.faces import curves, drawn, methods, photos, protocol, recipe
from course_lib.files import assets

UNSEEN = 77  # a seed of drawn people that no training has


def test_the_weights_are_small_enough():
    assert assets.path("faces").stat().st_size <= 5e6


@pytest.mark.slow
@pytest.mark.parametrize("name", methods.METHODS)
def test_every_method_embeds_on_a_sphere_and_one_photo_as_many(name):
    faces = drawn.photos(3, 2, UNSEEN)
    judge = methods.method(name)
    z = judge.embed(faces.images)
    np.testing.assert_allclose(np.linalg.norm(z, axis=1), 1, atol=1e-4)
    np.testing.assert_allclose(judge.embed(faces.images[2:3]), z[2:3], atol=1e-3)
    assert methods.method(name) is judge


@pytest.mark.slow
def test_drawn_people_that_nothing_saw_are_known_far_better_than_by_their_pixels():
    faces = drawn.photos(12, 6, UNSEEN)
    shares, rates = {}, {}
    for name in ("pixels", "drawn", "similarity"):
        z = methods.method(name).embed(faces.images)
        shares[name] = protocol.identify(z, faces.subject, draws=200).share
        rates[name] = curves.of_faces(z, faces.subject).eer
    for better in ("drawn", "similarity"):
        assert shares[better] > shares["pixels"] + 0.1
        assert rates[better] < rates["pixels"] - 0.05


@pytest.mark.slow
def test_people_kept_out_are_known_better_the_more_was_learned(shared_data):
    """Ten of the thirty people, which the others' photos taught to tell apart."""
    faces = photos.load(shared_data / "faces" / "olivetti_subjects_00-29.npz")
    kept_out = faces.of(range(10, 20))
    others = faces.of([*range(10), *range(20, 30)])
    learned = [
        methods.Pixels(),
        methods.linear("eigenfaces", recipe.train("eigenfaces", others)),
        methods.linear("fisherfaces", recipe.train("fisherfaces", others)),
    ]
    gabor = methods.linear("gabor", recipe.train("gabor", others))
    learned.append(methods.Together((learned[-1], gabor), (1.0, 1.5)))
    shares = []
    for judge in learned:
        z = judge.embed(kept_out.images)
        shares.append(protocol.identify(z, kept_out.subject, draws=300).share)
    assert shares == sorted(shares)
    assert shares[-1] > 0.9
